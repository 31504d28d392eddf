import { app } from './app.ts';

export { BrokerObject } from './jobs/broker/object.ts';
export { ComputationObject } from './jobs/computation/object.ts';
export { JobObject } from './jobs/job/object.ts';

// biome-ignore lint/style/noDefaultExport: workerd takes the module's default export as the worker.
export default app;
