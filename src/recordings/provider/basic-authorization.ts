/** The header's value (RFC 7617). @throws Error where the name holds a colon, which would end it */
export function basicAuthorization({ user, password }: { readonly user: string; readonly password: string }): string {
  if (user.includes(':')) throw new Error('credentials.user must not hold a colon');
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
