/** The files of vectors as they should be: their names and texts. */
export function generateVectors(): Promise<Map<string, string>>;
