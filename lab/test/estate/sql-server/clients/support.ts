/** One stand-in, with TLS, for all clients; and the program of a client asked all its questions at once. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parts } from '../../../../estate/parts';
import { listen } from '../../../../estate/sql-server/tds/listener';
import { selfSignedCertificate } from '../../../../estate/sql-server/tds/self-signed-certificate';
import { anEstate, createMgc } from '../model/support';

export interface StandIn {
  readonly port: number;
  /** A file with the certificate that its clients may trust. */
  readonly certificate: string;
  readonly types: string;
  readonly close: () => Promise<void>;
}

export async function standIn(): Promise<StandIn> {
  const own = selfSignedCertificate('sql1.contoso.com');
  const lab = await anEstate(200_000, {
    parts: { ...parts, listen: (server, at) => listen(server, { ...at, certificate: own }) },
  });
  const instance = lab.instance('SQL1\\CHAT');
  await createMgc(instance);
  const certificate = path.join(lab.folder, 'certificate.pem');
  writeFileSync(certificate, own.cert);
  return {
    port: instance.port,
    certificate,
    types: path.join(__dirname, 'programs', 'types.sql'),
    close: lab.close,
  };
}
