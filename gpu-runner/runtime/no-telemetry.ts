/*
 * ONNX Runtime reports to its makers from version 1.29 on, unless this variable is set before it is loaded. Nobody who
 * runs this asked for that. A thread's environment is a copy, so whoever starts a thread imports this too.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
