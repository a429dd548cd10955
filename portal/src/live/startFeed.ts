// Imported before everything else: the jobs are on their way while the rest of the page's code has yet to run.
import { jobsFeed } from './jobs.ts';

jobsFeed.start();
