// Imported first: requests the jobs while the rest of the page's code is still starting.
import { jobsFeed } from './jobs.ts';

jobsFeed.start();
