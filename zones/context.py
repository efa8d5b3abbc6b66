"""What every page knows."""


def navigation(request):
    return {}
