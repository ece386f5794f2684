ARG NODE_IMAGE=docker.io/library/node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Behind a proxy with a root certificate of its own: build with --secret id=ca,src=root.pem
RUN --mount=type=secret,id=ca NODE_EXTRA_CA_CERTS=$(ls /run/secrets/ca 2>/dev/null) npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/ready.mjs scripts/ready.mjs
COPY scripts/lib/commonjs.mjs scripts/lib/commonjs.mjs
COPY src src
RUN node scripts/ready.mjs && npm prune --omit=dev
# The client of `serve --store`, an optional peer: the tests bring it too, so that prune has taken it away.
RUN --mount=type=secret,id=ca NODE_EXTRA_CA_CERTS=$(ls /run/secrets/ca 2>/dev/null) \
    npm install --no-save --save-prod --omit=dev --ignore-scripts ioredis@6

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
# The data port is for other machines; the control port stays on loopback, where HEALTHCHECK asks.
ENV BADGATEWAY_HOST=0.0.0.0
COPY --from=build /app/package.json /app/package.json
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY schema /app/schema
COPY scenarios /app/scenarios
# For a volume that other containers share, which find ca.pem there: `serve --ca-dir /ca`.
RUN mkdir /ca && chown node:node /ca
# Mount scenarios of your own here and name one, or the folder: `serve mine`, `serve /scenarios`.
WORKDIR /scenarios
USER node
EXPOSE 4010
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s CMD ["node", "/app/dist/main.js", "health"]
# Exec form: the signal to stop reaches the gateway itself, which drains.
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
