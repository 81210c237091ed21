# syntax=docker/dockerfile:1
# Gatewatch in a container: program, model and table of places inside, so that it starts offline.
# docs/operations.md says how to run it. The steps themselves are in .ci/container-steps.sh, where CI runs them too.

FROM python:3.11-slim-bookworm AS builder
WORKDIR /src
COPY .ci/container-steps.sh .ci/uv.lock .ci/
COPY requirements.lock requirements-dev.lock ./
RUN sh .ci/container-steps.sh dependencies /opt/gatewatch
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN sh .ci/container-steps.sh program /opt/gatewatch

FROM python:3.11-slim-bookworm
COPY --from=builder /opt/gatewatch /opt/gatewatch
# Everything that is written lies in /data (settings, watchlists, database) and /tmp: the rest can be read-only.
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin gatewatch \
 && install --directory --owner=gatewatch --group=gatewatch /data
ENV PATH=/opt/gatewatch/venv/bin:$PATH \
    GATEWATCH_CACHE=/opt/gatewatch/cache \
    GATEWATCH_WATCH_PORT=9464 \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 9464
# Fails while a part of the program stands still; feeds that fail are no such part. The first start with long lists takes minutes.
HEALTHCHECK --interval=30s --timeout=10s --start-period=15m --retries=2 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 9464, timeout=5); c.request('GET', '/healthz'); exit(c.getresponse().status != 200)"]
ENTRYPOINT ["gatewatch"]
CMD ["run"]
