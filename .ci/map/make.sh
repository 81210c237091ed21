#!/bin/sh
# Makes what the map of a journey is drawn from, anew:  sh .ci/map/make.sh     (needs npm and `make setup`)
#   land.txt, cities.tsv   from world-atlas (Natural Earth) and the packages of the gazetteer, by convert.py
#   Inter-*.ttf            the Latin letters of the typeface Inter
# The result is kept in bot/data/map, with where each file comes from in its NOTICE.txt: nobody need run this again.
set -eu
cd "$(dirname "$0")/../.."
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

(cd "$room" && npm pack --silent world-atlas@2.0.2 inter-ui@4.1.1 > /dev/null && sha256sum --quiet -c - <<'SUMS'
032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97  world-atlas-2.0.2.tgz
e392e4d71f18a7c1f23dfecd833d68fa05eeab41862686584e80fd2b5d87e9c0  inter-ui-4.1.1.tgz
SUMS
)
for package in world-atlas-2.0.2 inter-ui-4.1.1; do
  mkdir "$room/$package"
  tar -xzf "$room/$package.tgz" -C "$room/$package" --strip-components 1
done

.venv/bin/python .ci/map/convert.py "$room/world-atlas-2.0.2/land-50m.json" bot/data/map
for weight in Medium SemiBold; do
  # Latin with its diacritics (also Vietnamese), dashes, quotation marks, the ellipsis. No hints: they are for coarse screens.
  .venv/bin/uv tool run --quiet --from 'fonttools[woff]==4.60.1' pyftsubset "$room/inter-ui-4.1.1/web/Inter-$weight.woff2" \
    --unicodes=U+0020-007E,U+00A0-024F,U+02B9-02BF,U+1E00-1EFF,U+2010-2015,U+2018-201E,U+2026,U+2192 \
    --layout-features=kern,ccmp --no-hinting --output-file="bot/data/map/Inter-$weight.ttf"
done
cp "$room/inter-ui-4.1.1/LICENSE.txt" bot/data/map/Inter-LICENSE.txt
