// A reporter of node's test runner: the counts of a run for xtask, one `word number` a line. What a person reads is printed by
// the runner's own.
export default async function* counts(events) {
  let [passed, failed, skipped] = [0, 0, 0];
  for await (const { type, data } of events) {
    if (data.nesting !== 0 || data.details?.type === 'suite') continue;
    if (type === 'test:fail') failed += 1;
    else if (type === 'test:pass' && (data.skip !== undefined || data.todo !== undefined)) skipped += 1;
    // A file without a test counts as one that has passed, under the file's name.
    else if (type === 'test:pass' && !data.name.endsWith('.test.mjs')) passed += 1;
  }
  yield `passed ${passed}\nfailed ${failed}\nskipped ${skipped}\n`;
}
