# syntax=docker/dockerfile:1
#
# The runner on an NVIDIA GPU (linux/amd64). Build from the root of the repository:
#   docker build -f infra/docker/runner.Dockerfile -t manifold-runner .
#   docker run --gpus all --read-only -v manifold-cache:/cache -e MANIFOLD_EDGE=https://manifold.example \
#     -e MANIFOLD_RUNNER_SECRET manifold-runner
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
RUN npm ci --omit=dev --ignore-scripts -w shared -w gpu-runner

# The package holds the CPU provider; CUDA's is fetched by its own script, which npm was told not to run. TensorRT's comes
# along unasked, and the binaries of other systems came with the package.
FROM modules AS cuda
ENV ONNXRUNTIME_NODE_INSTALL=cuda12
WORKDIR /app/node_modules/onnxruntime-node
RUN node script/install.js \
 && test -s bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so \
 && rm -rf bin/napi-v6/linux/x64/libonnxruntime_providers_tensorrt.so bin/napi-v6/linux/arm64 bin/napi-v6/darwin bin/napi-v6/win32

FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04
WORKDIR /app
COPY --from=modules /usr/local/bin/node /usr/local/bin/node
# A checkout may be closed to all but its owner, and what is copied stays so: it is given to the user that the runner is.
COPY --from=cuda --chown=10001:10001 /app/ ./
COPY --chown=10001:10001 shared/ shared/
COPY --chown=10001:10001 gpu-runner/ gpu-runner/
COPY --chown=10001:10001 infra/docker/probe.ts ./
ENV NODE_ENV=production \
    MANIFOLD_CACHE=/cache \
    MANIFOLD_TRAINING=no \
    MANIFOLD_PROVIDER=cuda
# A fresh volume has the owner of the folder that it is mounted over.
RUN install -d -o 10001 -g 10001 /cache /training
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "probe.ts", "livez"]
ENTRYPOINT ["node", "gpu-runner/main.ts"]
