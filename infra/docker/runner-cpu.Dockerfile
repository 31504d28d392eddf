# syntax=docker/dockerfile:1
#
# The runner on plain processors (linux/amd64 and linux/arm64). Build from the root of the repository:
#   docker build -f infra/docker/runner-cpu.Dockerfile -t manifold-runner:cpu .
#   docker run --read-only -v manifold-cache:/cache -e MANIFOLD_EDGE=https://manifold.example \
#     -e MANIFOLD_RUNNER_SECRET manifold-runner:cpu
# The volume keeps what was made of weights and prompts; without it each start makes that anew.
# To serve bundles of your own, mount the folder that has them: -v "$PWD/bundles:/bundles:ro" -e MANIFOLD_BUNDLES=/bundles.
# To train, mount a volume where MANIFOLD_TRAINING is: -v manifold-training:/training -e MANIFOLD_TRAINING=/training.
# No port is published: the runner pulls. It handles signals itself and starts no other process, so it may be process 1;
# --init does no harm. Grant it more seconds to stop than MANIFOLD_GRACE (10): docker stop --timeout 20.

FROM node:24.21.0-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY gpu-runner/package.json gpu-runner/
RUN npm ci --omit=dev --ignore-scripts -w shared -w gpu-runner \
 && rm -rf node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

FROM node:24.21.0-bookworm-slim
WORKDIR /app
# A checkout may be closed to all but its owner, and what is copied stays so: it is given to the user that the runner is.
COPY --from=modules --chown=10001:10001 /app/ ./
COPY --chown=10001:10001 shared/ shared/
COPY --chown=10001:10001 gpu-runner/ gpu-runner/
COPY --chown=10001:10001 infra/docker/probe.ts ./
ENV NODE_ENV=production \
    MANIFOLD_CACHE=/cache \
    MANIFOLD_TRAINING=no \
    MANIFOLD_PROVIDER=cpu
# A fresh volume has the owner of the folder that it is mounted over.
RUN install -d -o 10001 -g 10001 /cache /training
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "probe.ts", "livez"]
ENTRYPOINT ["node", "gpu-runner/main.ts"]
