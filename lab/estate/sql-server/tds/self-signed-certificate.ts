// RFC 5280: the certificate that SQL Server makes for itself when it is given none. Node can make keys but no certificates.
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

export interface Certificate {
  /** PEM, as is the certificate itself. */
  readonly key: string;
  readonly cert: string;
}

const Tag = {
  integer: 0x02,
  bitString: 0x03,
  objectId: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Encoded object identifiers: ecdsa-with-SHA256 and commonName. */
const ecdsaWithSha256 = Buffer.from('2a8648ce3d040302', 'hex');
const commonName = Buffer.from('550403', 'hex');

const days = 86_400_000;

/** A new key, and a certificate of it for `name` that nobody vouches for. A key on a curve is made a thousand times sooner than one of RSA. */
export function selfSignedCertificate(name: string, now = new Date()): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(Tag.sequence, der(Tag.objectId, ecdsaWithSha256));
  const subject = der(
    Tag.sequence,
    der(Tag.set, der(Tag.sequence, der(Tag.objectId, commonName), der(Tag.utf8String, Buffer.from(name)))),
  );
  const content = der(
    Tag.sequence,
    der(Tag.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    subject,
    der(Tag.sequence, utcTime(now.getTime() - days), utcTime(now.getTime() + 365 * days)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('sha256').update(content).sign(privateKey);
  const certificate = der(Tag.sequence, content, algorithm, der(Tag.bitString, Buffer.from([0]), signature));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) };
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), derLength(content.length), content]);
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}

function utcTime(at: number): Buffer {
  const [date = ''] = new Date(at).toISOString().slice(2).replaceAll(/[-T:]/g, '').split('.');
  return der(Tag.utcTime, Buffer.from(`${date}Z`));
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
