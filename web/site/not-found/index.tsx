import { ButtonLink } from '../../ui/button.tsx';
import { NarrowPage, PageHead } from '../page-head.tsx';
import { words } from '../words/index.ts';

export function NotFoundPage() {
  return (
    <NarrowPage>
      <PageHead title={words().notFound.title} lead={words().notFound.help} />
      <ButtonLink href="/" look="primary" size="large">
        {words().notFound.home}
      </ButtonLink>
    </NarrowPage>
  );
}
