/**
 * Says in one line what a test run came to, from Jest's own JSON result: FILE. Names what was skipped and why; a test says
 * why in its title, as in "[needs pwsh]". The exit code is 1 unless something passed and nothing failed.
 */
import { readFileSync } from 'node:fs';

const file = process.argv[2];
const result = read(file);
const skippedTests = result.testResults
  .flatMap((suite) => suite.assertionResults)
  .filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled');

for (const { fullName } of skippedTests) {
  const reason = /\[(needs [^\]]+)\]/.exec(fullName)?.[1];
  console.log(
    `skipped: ${fullName}${reason ? '' : ' (no reason given: say what it needs in its title, as in "[needs pwsh]")'}`,
  );
}

// A file that does not even load has no failed tests, and yet has failed.
const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
console.log(
  `${String(result.numPassedTests)} passed, ${String(failed)} failed, ${String(skippedTests.length)} skipped`,
);
if (failed > 0 || result.numPassedTests === 0) process.exitCode = 1;

function read(name) {
  try {
    return JSON.parse(readFileSync(name, 'utf8'));
  } catch (error) {
    console.log(`There is no result of Jest in ${String(name)}: ${error.message}`);
    return { testResults: [], numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  }
}
