/**
 * What a program may watch: the attempt hook of a client and two diagnostics channels. Never a secret, never a body.
 *
 * `payseal:attempt` has the same events as the hook; `payseal:transport` says once which transport was chosen and why
 * (also with `NODE_DEBUG=payseal`). A watcher that throws must not cost the caller the answer of a payment.
 */
import { builtin } from './builtin.mjs';

let channels;

/** The two channels, made at the first call: loading them is a part of an import's time. */
function known() {
  if (channels === undefined) {
    const { channel } = builtin('node:diagnostics_channel');
    channels = { attempts: channel('payseal:attempt'), transports: channel('payseal:transport') };
  }
  return channels;
}

/** Reports to the hook and the channel; what a hook throws becomes a process warning. */
function tell(hook, event) {
  if (hook !== undefined) {
    try {
      const returned = hook(event);
      if (typeof returned?.catch === 'function') returned.catch(warn);
    } catch (error) {
      warn(error);
    }
  }
  const { attempts } = known();
  if (attempts.hasSubscribers) attempts.publish(event);
}

function warn(error) {
  process.emitWarning(`the onAttempt hook failed: ${error?.message ?? error}`, { type: 'PaysealWarning' });
}

const watched = (hook) => hook !== undefined || known().attempts.hasSubscribers;

let debug;

/** Says which transport a client uses. */
function tellTransport(event) {
  const { transports } = known();
  if (transports.hasSubscribers) transports.publish(event);
  if (process.env.NODE_DEBUG === undefined) return;
  debug ??= builtin('node:util').debuglog('payseal');
  debug('transport %s: %s', event.transport, event.why);
}

export { tell, tellTransport, watched };
