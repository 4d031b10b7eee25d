"""Averages networks that were learned on from one another: python average.py OUT.bin DOUBT NETWORK.bin...

What lies between such networks is better than each of them (Wortsman et al. 2022, "Model soups"). DOUBT is added to the score of "no name":
more of it, and fewer words are taken for names that are none, and more names are missed.
"""
import sys

import torch

import network


def main(out, doubt, *paths):
    nets = []
    for path in paths:
        with open(path, "rb") as file:
            nets.append(network.read(file.read()))
    states = [net.state_dict() for net in nets]
    with torch.no_grad():
        for name, value in nets[0].state_dict().items():
            value.copy_(sum(state[name] for state in states) / len(states))
        nets[0].name.bias[0] += float(doubt)
    with open(out, "wb") as file:
        file.write(nets[0].written())


if __name__ == "__main__":
    main(*sys.argv[1:])
