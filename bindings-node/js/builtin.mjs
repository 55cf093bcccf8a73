/**
 * Node's own modules at the moment they are needed: `node:http` and `node:crypto` would double the time of an import. What
 * comes back is the CommonJS object, on which mocks and instrumentation stand.
 */
import { createRequire } from 'node:module';

export const builtin = createRequire(process.execPath);
