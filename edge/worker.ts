import { app } from './app.ts';

export { BrokerObject } from './jobs/broker/object.ts';
export { ComputationObject } from './jobs/computation/object.ts';
export { JobObject } from './jobs/job/object.ts';

export default app;
