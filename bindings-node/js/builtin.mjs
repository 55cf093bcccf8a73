/**
 * Node's own modules at the moment they are needed: `node:http` and `node:crypto` would double the time of an import. What
 * comes back is the CommonJS object, on which mocks and instrumentation stand.
 */
import module from 'node:module';

// Not imported by its name: webpack follows that one, and would look for what is required while it bundles.
export const { createRequire } = module;

export const builtin = createRequire(process.execPath);
