// `.env` of the working directory (the checkout, for npm's scripts). Not Node's --env-file-if-exists: that flag reports
// on every start that the file is missing.
import { existsSync } from 'node:fs';

/** Adds the variables of `.env`, if it exists, to process.env. A variable that the environment has, even empty, keeps its value. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile();
}
