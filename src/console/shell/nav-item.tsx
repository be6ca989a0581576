import { Link, useLocation } from 'wouter';
import classes from './shell.module.css';

export function NavItem({ href, children }: { readonly href: string; readonly children: string }) {
  const [path] = useLocation();
  const isHere = path === href || path.startsWith(`${href}/`);
  return (
    <Link href={href} className={classes.link} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  );
}
