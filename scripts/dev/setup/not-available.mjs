/** Something that set-up can neither find nor provide; the message is one sentence for the person at the keyboard. */
export class NotAvailable extends Error {
  name = 'NotAvailable';
}
