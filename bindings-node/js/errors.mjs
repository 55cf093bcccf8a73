/**
 * The error classes, and how a core error becomes one. No decision is made here: kind, outcome and texts are the core's.
 *
 * A refusal of Clive is always exactly a `CliveApiError`, as in the published SDK, with the published own properties
 * first; of another partner it is of the class of its kind. Either way `error instanceof RateLimitError` is right.
 */
/** Everything Payseal throws. `outcome` says what is known about the money. */
class PaysealError extends Error {}

/** The partner answered no, or the input was refused here in the same shape. */
class ApiError extends PaysealError {}

/** The published SDK's class, with its constructor and its properties in its order. */
class CliveApiError extends ApiError {
  status;
  code;
  details;

  constructor(message, status, code, details) {
    super(message);
    this.name = 'CliveApiError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** A class that is also a question: which API errors are of this kind. A `CliveApiError` of this kind is one, too. */
function kindOfApiError(name) {
  const Kind = subclass(name, ApiError);
  Object.defineProperty(Kind, Symbol.hasInstance, { value: (error) => error instanceof ApiError && error.kind === name });
  return Kind;
}

function subclass(name, Parent) {
  const Class = class extends Parent {};
  Object.defineProperty(Class, 'name', { value: name });
  // On the prototype, where Error has it: an own `name` would be one more property to log.
  Object.defineProperty(Class.prototype, 'name', { value: name, configurable: true, writable: true });
  return Class;
}

const API_KINDS = [
  'ValidationError',
  'AuthenticationError',
  'PermissionDeniedError',
  'NotFoundError',
  'ConflictError',
  'RateLimitError',
  'ServerError',
];

const TransportError = subclass('TransportError', PaysealError);

const classes = {
  PaysealError,
  ApiError,
  CliveApiError,
  ...Object.fromEntries(API_KINDS.map((name) => [name, kindOfApiError(name)])),
  TransportError,
  ConnectionFailedError: subclass('ConnectionFailedError', TransportError),
  AttemptTimeoutError: subclass('AttemptTimeoutError', TransportError),
  CancelledCallError: subclass('CancelledCallError', TransportError),
  ResponseUnreadableError: subclass('ResponseUnreadableError', PaysealError),
  ConfigError: subclass('ConfigError', PaysealError),
  WebhookVerificationError: subclass('WebhookVerificationError', PaysealError),
};

/** What is added to an error, in this order, where the core says it. */
const ADDED = [
  'kind',
  'outcome',
  'retryable',
  'attempts',
  'operation',
  'idempotencyKey',
  'requestId',
  'retryAfterMs',
  'fault',
  'responseText',
  'advice',
  'hint',
  'environment',
  'rateLimit',
];

/** What is known about errors that are not ours but were let through unchanged. */
const described = new WeakMap();

function facts(core) {
  const known = {};
  for (const name of ADDED) if (core[name] !== undefined) known[name] = core[name];
  return known;
}

/**
 * The error that the core describes.
 * @param core the core's JSON, parsed
 * @param answer the answer's `parsed` body and, from a caller's fetcher, the `given` status, if there was an answer
 * @param cause what the transport said
 * @param isPublished whether refusals have the class and the properties of the SDK that Clive published
 */
function errorFrom(core, answer, cause, isPublished) {
  const Class = classes[core.kind];
  let error;
  if (isPublished && (Class === ApiError || Class.prototype instanceof ApiError)) {
    const { message, status, code, details } = published(core, answer);
    error = new CliveApiError(message, status, code, details);
  } else {
    error = new Class(core.message);
    for (const name of ['status', 'code', 'details']) if (core[name] !== undefined) error[name] = core[name];
    if (core.details?.skew_s !== undefined) error.skewS = core.details.skew_s;
  }
  Object.assign(error, facts(core));
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  return error;
}

/**
 * The published properties. The core has read the body too, and has taken secrets out; where nothing had to be taken out
 * the JavaScript values are handed on as they are, and odd ones (a message that is a number) as the published SDK did.
 */
function published(core, answer) {
  const { message, status, code, details } = core;
  if (core.local || answer === undefined) return { message, status, code, details };
  // A mock's status may be missing, or contradict its `ok`: the core was told 0 then, the caller sees what the mock said.
  const own = 'given' in answer ? answer.given : status;
  const body = answer.parsed ?? {};
  const saidNothing = !body.error && own !== status;
  return {
    message: saidNothing ? message.replace(/\d+$/, String(own)) : typeof body.error === 'string' ? message : body.error || message,
    status: own,
    code: typeof body.code === 'string' ? code : body.code,
    details: sameJson(body.details, details) ? body.details : details,
  };
}

/** Whether the core kept the details as they came (it leaves out only null, and only redacts). */
function sameJson(ours, core) {
  if (core === undefined) return ours === undefined || ours === null;
  try {
    return JSON.stringify(ours) === JSON.stringify(core);
  } catch {
    return false;
  }
}

/** Remembers what is known about an error that is not ours. */
function describe(error, core) {
  if ((typeof error === 'object' && error !== null) || typeof error === 'function') described.set(error, facts(core));
}

/** What is known about an error: kind, outcome, attempts, key …; undefined when Payseal has not seen it. */
function describeError(error) {
  if (error instanceof PaysealError) {
    return { ...facts(error), ...(error.code === undefined ? {} : { code: error.code }) };
  }
  const known = (typeof error === 'object' && error !== null) || typeof error === 'function' ? described.get(error) : undefined;
  return known && { ...known };
}

export { classes, errorFrom, describe, describeError };
