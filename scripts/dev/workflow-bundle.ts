/** `npm run bundle -- FILE`: builds the workflow code beforehand, for PCHAT_WORKFLOW_BUNDLE; an orchestrator then starts in a fraction. */
import { writeFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { Command } from 'commander';

/** Only what is used, in one piece, because every run evaluates its modules anew; with the names that stack traces are read by. */
export async function bundledWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../workflows'),
    webpackConfigHook: (configuration) => ({
      ...configuration,
      mode: 'production',
      optimization: { minimize: false },
    }),
    logger: new DefaultLogger('ERROR'),
  });
  return code;
}

export const writeWorkflowBundle = async (file: string): Promise<void> => writeFileSync(file, await bundledWorkflows());

if (require.main === module) {
  const [file = ''] = new Command('npm run bundle --')
    .description('Builds the workflow code that an orchestrator reads from PCHAT_WORKFLOW_BUNDLE.')
    .argument('<file>', 'where to write it')
    .parse().args;
  void writeWorkflowBundle(file).catch((failure: unknown) => {
    process.stderr.write(
      `The bundle was not written: ${failure instanceof Error ? failure.message : String(failure)}\n`,
    );
    process.exitCode = 1;
  });
}
