// The strategy as @backtest/framework loads it: a file of its own.
const [FAST, SLOW] = [10, 30]
const closes = []
let [fast, slow, long] = [0, 0, false]

module.exports.runStrategy = async ({ currentCandle, buy, sell }) => {
  closes.push(currentCandle.close)
  const row = closes.length - 1
  fast += currentCandle.close - (row >= FAST ? closes[row - FAST] : 0)
  slow += currentCandle.close - (row >= SLOW ? closes[row - SLOW] : 0)
  const above = fast * SLOW > slow * FAST
  if (row < SLOW - 1 || above === long) return
  long = above
  await (above ? buy() : sell())
}
