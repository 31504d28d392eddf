import { Hono } from 'hono';
import type { Env } from '../../env.ts';
import { noStore } from '../../middleware/no-store.ts';
import { runnerSecret } from '../../middleware/runner-secret.ts';
import { complete, fail, keepCheckpoint, progress, release } from './attempts.ts';
import { input } from './input.ts';
import { lease } from './leases.ts';
import { checkpointPart, uploadPart } from './parts.ts';
import { register } from './register.ts';
import { trainedFiles, trainedList, trainedPart } from './trained.ts';
import { upload } from './upload.ts';

/** What runners ask; every one of them bears the runner's secret. */
export function runnerRoutes(): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  app.use('/runner/*', noStore(), runnerSecret());
  app.post('/runner/v1/register', register);
  app.post('/runner/v1/leases', lease);
  app.post('/runner/v1/computations/:id/progress', progress);
  app.get('/runner/v1/inputs/:digest', input);
  app.get('/runner/v1/trained', trainedList);
  app.get('/runner/v1/trained/:id', trainedFiles);
  app.get('/runner/v1/files/:digest', trainedPart);
  app.put('/runner/v1/computations/:id/images/:digest', upload);
  app.put('/runner/v1/computations/:id/files/:digest', uploadPart('files'));
  app.put('/runner/v1/computations/:id/checkpoint/:digest', uploadPart('checkpoint'));
  app.get('/runner/v1/computations/:id/checkpoint/:digest', checkpointPart);
  app.post('/runner/v1/computations/:id/checkpoint', keepCheckpoint);
  app.post('/runner/v1/computations/:id/complete', complete);
  app.post('/runner/v1/computations/:id/fail', fail);
  app.post('/runner/v1/computations/:id/release', release);
  return app;
}
