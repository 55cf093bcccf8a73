/**
 * Side-by-side measuring in one process: the cases take turns, round by round, so that a slow moment of the machine hits all cases
 * alike. A row is printed for each case; `cargo xtask bench` makes medians, ratios and tables (tools/xtask/src/bench/row.rs).
 */

export const ROUNDS = Number(process.env.PAYSEAL_BENCH_ROUNDS ?? 15);
const SLICE_MS = Number(process.env.PAYSEAL_BENCH_MS ?? 15);

/** Written to by every case, so that no engine can drop the work. */
export let sink = 0;

/** Nanoseconds a call, over so many milliseconds. */
function once(work, ms) {
  const until = performance.now() + ms;
  let calls = 0;
  // As many between two looks at the clock as its cost does not show.
  let batch = 1;
  const started = process.hrtime.bigint();
  do {
    for (let i = 0; i < batch; i += 1) sink ^= work()?.length ?? 0;
    calls += batch;
    if (batch < 32) batch *= 2;
  } while (performance.now() < until);
  return Number(process.hrtime.bigint() - started) / calls;
}

/**
 * Measures `{name: work}` and prints a row for each: ours first. `goals` names how many times as fast as a peer ours must be,
 * or, for ours, the most nanoseconds.
 */
export function compare(group, size, cases, goals = {}) {
  const names = Object.keys(cases);
  const rounds = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) once(cases[name], 10 * SLICE_MS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of round % 2 ? [...names].reverse() : names) rounds[name].push(once(cases[name], SLICE_MS));
  }
  for (const name of names) row(group, size, name, 'ns', rounds[name], goals[name]);
}

/** Nanoseconds of CPU a call, in each round: for a goal without a peer to be compared with. */
export function cpuOf(work, calls = 20_000) {
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i += 1) work();
    const used = process.cpuUsage(before);
    // The first round warms up.
    if (round > 0) rounds.push(((used.user + used.system) * 1000) / calls);
  }
  return rounds;
}

/** Prints a row. */
export function row(group, size, subject, unit, rounds, goal = null) {
  console.log(JSON.stringify({ group, case: size, subject, unit, rounds, goal }));
}
