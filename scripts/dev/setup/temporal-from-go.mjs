/** Builds the Temporal CLI from its Go module, for machines that reach a module proxy but not the vendor's downloads. */
import { lastLines, run } from './run.mjs';

const module = 'github.com/temporalio/cli';

/** Builds in the module's own folder, so that its own go.sum verifies every dependency. */
export async function buildFromGoModule({ version, file, env }) {
  const go = { env: { ...env, CGO_ENABLED: '0' } };
  const download = await run('go', ['mod', 'download', '-json', `${module}@v${version}`], go);
  if (download.error?.code === 'ENOENT') throw new Error('Go is not installed');
  if (download.code !== 0) throw new Error(`the module cannot be downloaded: ${lastLines(download)}`);
  const flags = `-s -w -X ${module}/temporalcli.Version=${version}`;
  const { Dir: folder } = JSON.parse(download.output);
  const build = await run(
    'go',
    ['build', '-C', folder, '-trimpath', '-ldflags', flags, '-o', file, './cmd/temporal'],
    go,
  );
  if (build.code !== 0) throw new Error(`the build failed: ${lastLines(build)}`);
}
