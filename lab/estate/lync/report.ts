/** The HTML file that -Report names, on the host where the cmdlet runs. */
import { OsError, type Estate, type Place } from '../contract';
import { processingFailed } from './cmdlet-error';

export interface Report {
  write(
    cmdlet: string,
    said: { readonly warnings: readonly string[]; readonly verbose: readonly string[] },
  ): Promise<void>;
}

const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Opens the file before the cmdlet acts, so that a path that cannot be written stops it. @throws CmdletError */
export async function openReport(estate: Estate, host: Place, path: string | undefined): Promise<Report | undefined> {
  if (path === undefined) return undefined;
  const write = async (body: string): Promise<void> => {
    try {
      await estate.files.write(path, Buffer.from(`<html><body>${body}</body></html>`, 'utf8'), host);
    } catch (error) {
      if (error instanceof OsError) throw processingFailed(error.text, 'System.IO.IOException');
      throw error;
    }
  };
  await write('');
  return {
    write: (cmdlet, { warnings, verbose }) =>
      write(
        [`<h1>${html(cmdlet)}</h1>`, ...[...verbose, ...warnings].map((line) => `<p>${html(line)}</p>`)].join('\n'),
      ),
  };
}
