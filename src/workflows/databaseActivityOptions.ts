// Options of local activities that call the database, and Temporal by best effort. An outage delays a run and never fails it.
import type { LocalActivityOptions } from '@temporalio/workflow';

export const databaseActivityOptions: LocalActivityOptions = {
  startToCloseTimeout: '8 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
};
