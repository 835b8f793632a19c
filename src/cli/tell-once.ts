/**
 * Gives, for each reading of the same log, who is told what is found: it is said as it comes, but for what a reading before has found in
 * the same order.
 */
export function tellOnce(say: (line: string) => void): () => (line: string) => void {
  const said: string[] = [];
  return () => {
    const before = said.length;
    let place = 0;
    return (line) => {
      if (place < before && line === said[place]) place++;
      else {
        said.push(line);
        say(line);
      }
    };
  };
}
