/**
 * Where a test file finds the Temporal server of its run and the workers as JavaScript, and it and every orchestrator process
 * the workflow bundle.
 */
export const variables = {
  address: 'PCHAT_TEST_TEMPORAL',
  bundle: 'PCHAT_WORKFLOW_BUNDLE',
  programs: 'PCHAT_TEST_PROGRAMS',
} as const;

const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: Jest's global set-up has not run for this test.`);
  return value;
};

export const sharedServer = () => ({
  address: given(variables.address),
  bundleFile: given(variables.bundle),
  programs: given(variables.programs),
});
