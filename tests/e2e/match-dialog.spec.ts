// What a person may get wrong in the dialog: a sentence beside the field, and nothing starts.
import { expect, test } from './fixtures'

test('bad choices get sentences and start nothing', async ({ arena, world }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.button('New match').click()
  const submit = arena.dialog.getByRole('button', { name: 'Start match', exact: true })
  const cases = [
    ['Interval (seconds)', '-5', '60'],
    ['Interval (seconds)', 'soon', '60'],
    ['Interval (seconds)', '1e99', '60'],
    ['Initial cash', '-100', '100,000'],
    ['Initial cash', '0', '100,000'],
    ['Initial cash', 'NaN', '100,000'],
    ['Duration', '-1', ''],
    ['Momentum', '51', '1'],
  ] as const
  for (const [label, bad, good] of cases) {
    const field = arena.dialog.getByLabel(label, { exact: true })
    await field.fill(bad)
    await submit.click()
    await expect(field, `${label} = ${bad}`).toHaveAttribute('aria-invalid', 'true')
    await expect(arena.dialog).toBeVisible()
    await field.fill(good)
  }
  expect(world.strangers).toEqual([])
})

test('an unknown, a delisted and an empty choice of products are refused', async ({ arena, world }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  await arena.button('New match').click()
  await expect(arena.dialog.getByRole('group', { name: 'Matching markets' })).toBeVisible()
  const products = arena.dialog.getByLabel('Products', { exact: true })
  for (const bad of [['NOPE-USD'], ['LUNA-USD'], []]) {
    await arena.fill({ products: bad })
    await arena.dialog.getByRole('button', { name: 'Start match', exact: true }).click()
    await expect(products, bad.join()).toHaveAttribute('aria-invalid', 'true')
    await products.fill('')
  }
  expect(world.rest.requests).toContain('/products')
})

test('a cheap coin and a tiny balance are traded exactly', async ({ arena, world }) => {
  await arena.open()
  await arena.startMatch({ interval: '2', products: ['PEPE-USD'], rules: 'Classic' })
  await arena.waitForTrades(2)
  const [position] = await arena.rows('Positions')
  expect(position?.Product).toBe('PEPE-USD')
  expect(position?.['Avg cost']).toMatch(/^0\.0000\d{4}$/)
  expect(position?.Quantity).toMatch(/^\d{1,3}(,\d{3})+$/)
  expect(world.strangers).toEqual([])
})
