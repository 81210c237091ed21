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
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
# Fails when the database cannot be read, so also until the first start has made it. Whether feeds are well is in `well`.
HEALTHCHECK --interval=60s --timeout=30s --start-period=120s --retries=3 \
    CMD ["gatewatch", "status", "--json"]
ENTRYPOINT ["gatewatch"]
CMD ["run"]
