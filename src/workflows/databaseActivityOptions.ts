// Options of local activities that talk to the database, and at best effort to Temporal: an outage delays a run and never fails
// it.
import type { LocalActivityOptions } from '@temporalio/workflow';

export const databaseActivityOptions: LocalActivityOptions = {
  startToCloseTimeout: '8 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
};
