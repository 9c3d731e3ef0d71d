/** Says that a client's bytes are not TDS; the connection that sent them is closed. */
export class ProtocolViolation extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'ProtocolViolation';
  }
}
