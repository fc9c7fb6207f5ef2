# One image for the server, the kernel host and the job worker; docker-compose.yml says which of them a container runs.
FROM node:24.19.0-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY web ./
COPY docs/guide ../docs/guide
RUN node node_modules/vite/bin/vite.js build

FROM python:3.11.15-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libgl1 libxrender1 libxext6 libexpat1 libfontconfig1 libgomp1 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* && useradd --system --uid 10001 --home-dir /nonexistent sunmao
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
COPY server server
COPY cad cad
COPY cmf_db cmf_db
COPY workers workers
RUN pip install --no-cache-dir -c constraints.txt -e . && mkdir -p /run/sunmao /data && chown sunmao: /run/sunmao /data
COPY --from=web /src/web/dist web/dist
USER sunmao
ENTRYPOINT ["sunmao"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
