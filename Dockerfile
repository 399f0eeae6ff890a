# syntax=docker/dockerfile:1
ARG IMAGE_REGISTRY=
FROM ${IMAGE_REGISTRY}node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without optional packages of other platforms a lock file may look incomplete to `npm ci`; the versions are its own.
# The embedded PostgreSQL is not needed beside a real one, but tsc and the build are.
RUN npm install --no-save --no-audit --no-fund --ignore-scripts
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY scripts scripts
COPY src src
COPY migrations migrations
COPY seeds seeds
COPY bench bench
RUN node scripts/build.mjs && npm prune --omit=dev --no-audit --no-fund --ignore-scripts

FROM ${IMAGE_REGISTRY}node:20-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data KEYS_DIR=/keys
WORKDIR /app
RUN install -d -o node -g node -m 0700 /data /keys
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
# exec form: the signals of `docker stop` reach node itself.
CMD ["node", "--max-semi-space-size=8", "dist/bundle/main.js"]
