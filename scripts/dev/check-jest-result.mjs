/**
 * Says in one line what test runs came to, from Jest's own JSON results: FILE... Names what was skipped and why; a test says
 * why in its title, as in "[needs pwsh]". The exit code is 1 unless something passed and nothing failed.
 */
import { readFileSync } from 'node:fs';

const results = process.argv.slice(2).map(read);
const skippedTests = results
  .flatMap(({ testResults }) => testResults)
  .flatMap((suite) => suite.assertionResults)
  .filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled');

for (const { fullName } of skippedTests) {
  const reason = /\[(needs [^\]]+)\]/.exec(fullName)?.[1];
  console.log(
    `skipped: ${fullName}${reason ? '' : ' (no reason given: say what it needs in its title, as in "[needs pwsh]")'}`,
  );
}

const sum = (count) => results.reduce((total, result) => total + count(result), 0);
const passed = sum(({ numPassedTests }) => numPassedTests);
// A file that does not even load has no failed tests, and yet has failed.
const failed = sum(({ numFailedTests, numRuntimeErrorTestSuites }) => numFailedTests + numRuntimeErrorTestSuites);
console.log(`${String(passed)} passed, ${String(failed)} failed, ${String(skippedTests.length)} skipped`);
if (failed > 0 || results.length === 0 || results.some(({ numPassedTests }) => numPassedTests === 0))
  process.exitCode = 1;

function read(name) {
  try {
    return JSON.parse(readFileSync(name, 'utf8'));
  } catch (error) {
    console.log(`There is no result of Jest in ${String(name)}: ${error.message}`);
    return { testResults: [], numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  }
}
