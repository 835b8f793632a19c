/** A larger column with what is in a smaller one. */
export function grown<Column extends Int32Array | Float64Array>(column: Column, larger: Column): Column {
  larger.set(column);
  return larger;
}
