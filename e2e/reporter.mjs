// Writes the counts of a run for xtask into the file that RESCIND_COUNTS names, one `word number` a line.
// It prints nothing: Playwright's list reporter does.
import { writeFileSync } from 'node:fs';

export default class Counts {
  #suite;
  #errors = 0;

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  // Errors outside any test, such as a file that does not load.
  onError() {
    this.#errors += 1;
  }

  onEnd() {
    if (!process.env.RESCIND_COUNTS) return;
    const outcomes = this.#suite?.allTests().map((test) => test.outcome()) ?? [];
    const count = (...wanted) => outcomes.filter((outcome) => wanted.includes(outcome)).length;
    const lines = [
      `passed ${count('expected')}`,
      `failed ${count('unexpected', 'flaky') + this.#errors}`,
      `skipped ${count('skipped')}`,
    ];
    writeFileSync(process.env.RESCIND_COUNTS, `${lines.join('\n')}\n`);
  }

  printsToStdio() {
    return false;
  }
}
