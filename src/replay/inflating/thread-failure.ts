/** Thrown where a thread that inflates has failed, which is no break of the data. */
export class ThreadFailure extends Error {}
