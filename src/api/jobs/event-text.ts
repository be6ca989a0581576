/** One server-sent event. */
export function eventText(name: string, id: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\nid: ${id}\n\n`;
}
