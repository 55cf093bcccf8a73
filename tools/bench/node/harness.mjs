/**
 * Side-by-side measuring in one process: the cases take turns, round by round, and a ratio is the median of the rounds'
 * ratios, so that a slow moment of the machine hits all cases alike. Not for absolute numbers across machines.
 */

/** Written to by every case, so that no engine can drop the work. */
export let sink = 0;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

function once(work, ms) {
  const until = performance.now() + ms;
  let calls = 0;
  const started = process.hrtime.bigint();
  do {
    for (let i = 0; i < 32; i += 1) sink ^= work()?.length ?? 0;
    calls += 32;
  } while (performance.now() < until);
  return Number(process.hrtime.bigint() - started) / calls;
}

/** Nanoseconds of each case in each round. */
export function compare(cases, { rounds = 15, ms = 15 } = {}) {
  const names = Object.keys(cases);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) once(cases[name], 150);
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 ? [...names].reverse() : names) times[name].push(once(cases[name], ms));
  }
  return {
    ns: (name) => median(times[name]),
    /** How many times faster `name` is than `peer`. */
    ratio: (name, peer) => median(times[name].map((ns, i) => times[peer][i] / ns)),
  };
}

/** Nanoseconds of CPU per call, the best round: for a goal without a peer to be compared with. */
export function cpuOf(work, rounds = 15, calls = 20_000) {
  let best = Infinity;
  for (let round = 0; round <= rounds; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i += 1) work();
    const used = process.cpuUsage(before);
    if (round > 0) best = Math.min(best, ((used.user + used.system) * 1000) / calls);
  }
  return best;
}

let missed = 0;

/** Prints one goal; `value` must be at least (`>=`) or at most (`<=`) `limit`. */
export function goal(what, value, relation, limit, unit = 'x', more = '') {
  const ok = relation === '>=' ? value >= limit : value <= limit;
  if (!ok) missed += 1;
  const shown = value >= 100 ? value.toFixed(0) : value.toFixed(2);
  console.log(`${ok ? 'ok    ' : 'MISSED'} ${what.padEnd(66)} ${shown.padStart(8)} ${unit}  (goal ${relation} ${limit})${more && `  ${more}`}`);
}

/** The exit code says whether a goal was missed. */
export function finish() {
  process.exitCode = missed === 0 ? 0 : 1;
}
