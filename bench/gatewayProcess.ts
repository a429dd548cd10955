// The REST gateway of bench:supabase, in a process of its own: `node gatewayProcess.ts <program> <database url>`, forked.
import { startRestGateway } from '../test/support/restGateway.ts';

const [program = '', databaseUrl = ''] = process.argv.slice(2);
const gateway = await startRestGateway({ program, databaseUrl });
process.once('disconnect', () => void gateway.stop());
process.send!({ url: gateway.url, key: gateway.secretKey });
