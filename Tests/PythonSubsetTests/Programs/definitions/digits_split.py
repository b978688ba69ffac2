# 1,797 digits: a random split, and the harder one by file order, where other people wrote the rest.
order = np.random.RandomState(4).permutation(1797)
train, test = order[:1437], order[1437:]
by_file = np.arange(1797)
answers = {
    "train": train, "test": test,
    "writers, first and last": [by_file[:1437][0], by_file[:1437][-1], by_file[1437:][0], by_file[1437:][-1]],
}
