import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { PageTitle } from './page-title.js';
import { useText } from '../texts/use-text.js';

export function NotFound() {
  const text = useText();
  return (
    <>
      <PageTitle>{text('not_found.title')}</PageTitle>
      <Anchor component={Link} href="/jobs">
        {text('not_found.jobs')}
      </Anchor>
    </>
  );
}
