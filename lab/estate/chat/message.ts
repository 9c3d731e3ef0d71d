/** How a synthetic message stands in the tables of the chat: its id, and instants as ticks. */

/** One message on its way to a chat server. */
export interface Message {
  readonly number: number;
  readonly id: string;
  readonly user: string;
}

/** Marks the texts that name a message, so that they can be found in any row of any schema. */
const messagePrefix = 'message-';

export const messageId = (estate: string, number: number): string => `${messagePrefix}${estate}-${String(number)}`;
export const isMessageId = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(messagePrefix);

const ticksPerMillisecond = 10_000n;
/** 1970-01-01 in ticks since the year 1. */
const ticksOfEpoch = 621_355_968_000_000_000n;

/** .NET ticks, as `tblChat.chatDate` holds them: decimal text, because a JavaScript number cannot. */
export const ticks = (date: Date): string => String(BigInt(date.getTime()) * ticksPerMillisecond + ticksOfEpoch);
