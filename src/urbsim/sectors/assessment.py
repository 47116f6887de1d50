"""Assessment: marks for growth and the performance score that allocation follows."""

import numpy as np

from urbsim.declare import auxiliary, city_value, flow, parameter, stock
from urbsim.indices import PARK

performance_score_0 = city_value("Performance score at the start.", "1", zh="绩效得分初值")

assessment_pivot = parameter("Revenue growth that earns half marks.", 0.12, "1/year", low=0.08, high=0.2,
                             source="policy 3.8", confidence="ASSUMED", zh="考核增速基准")
assessment_slope = parameter("Revenue growth that separates good from poor marks.", 0.06, "1/year", low=0.03,
                             high=0.12, source="policy 3.8", confidence="ASSUMED", zh="考核斜率")
assessment_base_rate = parameter("How often parks are marked without assessment.", 0.3, "1/year", low=0.1, high=0.6,
                                 source="policy 3.8", confidence="ASSUMED", zh="考核基础频率")
assessment_speed = parameter("How much more often under full assessment.", 0.7, "1/year", low=0.3, high=1.2,
                             source="policy 3.8", confidence="ASSUMED", zh="考核频率增益")

performance_score = stock("Mean of the marks a park has earned, 0 to 1.", "1", dims=PARK,
                          initial="performance_score_0", source="policy 3.8", zh="绩效得分")


@auxiliary("1/year", dims=PARK, source="definition", confidence="FACT", zh="收入增速")
def revenue_growth(revenue, perceived_revenue, perception_time, revenue_floor):
    """Gap between actual and perceived revenue per perception time, relative to perceived revenue."""
    return (revenue - perceived_revenue) / perception_time / (perceived_revenue + revenue_floor)


@auxiliary("1", dims=PARK, source="policy 3.8", zh="考核评分")
def assessment_mark(revenue_growth, assessment_pivot, assessment_slope):
    """Mark from 0 to 1, logistic in revenue growth about the growth that earns one half."""
    return 1 / (1 + np.exp(-(revenue_growth - assessment_pivot) / assessment_slope))


@flow("1/year", dims=PARK, into="performance_score", source="policy 3.8", zh="绩效调整")
def performance_change(assessment_mark, performance_score, assessment_base_rate, assessment_speed,
                       assessment_strength):
    """Change of performance score (assessed more often under strong assessment)."""
    return (assessment_mark - performance_score) * (assessment_base_rate + assessment_speed * assessment_strength)
