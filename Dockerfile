# glibc, not musl: the Temporal SDK has no build for Alpine.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --include=dev --include=optional --no-save --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24.21.0-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8480 DATA_DIR=/data
COPY --from=build --chown=root:root /app /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8480
# The same image runs the site, the worker and the migration: see docker-compose.yml.
CMD ["node", "--import", "tsx", "bin/api.ts"]
