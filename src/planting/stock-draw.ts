import Big from 'big.js';

/** What the store and the hands of the workers have of an input lot; decimal strings in the lot's unit. */
export interface Stock {
  balance: string;
  issued: string;
}

export type MovementKind = 'received' | 'used' | 'issued' | 'returned' | 'destroyed' | 'counted';

/** How a movement changes the stock; `uncovered` is what the stock could not give. */
export interface StockMove {
  storeDelta: string;
  issuedDelta: string;
  uncovered: string;
}

/**
 * A movement of `amount` on this stock. Use takes first what was handed out, then from the store; neither falls below
 * zero: what more is claimed is uncovered. A count sets the store to what was counted.
 */
export function stockMove(kind: MovementKind, amount: string, stock: Stock): StockMove {
  const asked = new Big(amount);
  const [store, issued] = [new Big(stock.balance), new Big(stock.issued)];
  switch (kind) {
    case 'received':
      return move(asked, new Big(0), new Big(0));
    case 'counted':
      return move(asked.minus(store), new Big(0), new Big(0));
    case 'issued': {
      const given = least(asked, store);
      return move(given.neg(), given, asked.minus(given));
    }
    case 'returned': {
      const back = least(asked, issued);
      return move(back, back.neg(), asked.minus(back));
    }
    case 'destroyed': {
      const gone = least(asked, store);
      return move(gone.neg(), new Big(0), asked.minus(gone));
    }
    case 'used': {
      const fromHands = least(asked, issued);
      const fromStore = least(asked.minus(fromHands), store);
      return move(fromStore.neg(), fromHands.neg(), asked.minus(fromHands).minus(fromStore));
    }
  }
}

/** The stock after the movement. */
export function stockAfter(stock: Stock, { storeDelta, issuedDelta }: StockMove): Stock {
  return {
    balance: new Big(stock.balance).plus(storeDelta).toFixed(),
    issued: new Big(stock.issued).plus(issuedDelta).toFixed(),
  };
}

function move(storeDelta: Big, issuedDelta: Big, uncovered: Big): StockMove {
  return { storeDelta: storeDelta.toFixed(), issuedDelta: issuedDelta.toFixed(), uncovered: uncovered.toFixed() };
}

function least(a: Big, b: Big): Big {
  return a.lt(b) ? a : b;
}
