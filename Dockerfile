# Debian and not Alpine: the native core of Temporal's SDK is linked against glibc.
FROM node:24-bookworm-slim AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json .npmrc ./
COPY packages/client/package.json ./packages/client/
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY packages/client ./packages/client
COPY src ./src
RUN npm run build && npm prune --omit=dev --workspaces=false

FROM base
# A published port reaches a container by its own address, never by its loopback. Who may reach it says the publishing.
ENV NODE_ENV=production HOST=0.0.0.0
# glibc keeps a heap for each busy thread, up to eight for each core: a worker had 310 MB after a job, and 233 with two heaps.
ENV MALLOC_ARENA_MAX=2
# Node 24 lets the young generation grow to 128 MB, and fills it with garbage before it collects any: this is a quarter of that.
ENV NODE_OPTIONS=--max-semi-space-size=16
# The SDK's core verifies TLS with the system's certificates, which the slim image lacks.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# A volume that is mounted here takes on the owner.
RUN mkdir -p /var/lib/bulkgate/recordings && chown node: /var/lib/bulkgate/recordings
USER node
# 3000 API, 3001 health of a worker, 9464 and 9465 metrics of the API and of a worker (on METRICS_HOST).
EXPOSE 3000 3001 9464 9465
# One image for both processes: the API answers on PORT, a worker on WORKER_HEALTH_PORT.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "-e", \
  "Promise.any([process.env.PORT || 3000, process.env.WORKER_HEALTH_PORT || 3001].map((port) => fetch('http://127.0.0.1:' + port + '/health/live').then((r) => r.ok || Promise.reject()))).then(() => process.exit(0), () => process.exit(1))"]
CMD ["node", "dist/bin/api.js"]
